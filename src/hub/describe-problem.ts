/** What a log may say of an error: its kind, its code and where it arose. Messages may repeat what somebody sent. */
export function describeProblem(problem: unknown): { type: string; code: string | null; at: string[] } {
  if (!(problem instanceof Error)) return { type: typeof problem, code: null, at: [] };
  const code = 'code' in problem && typeof problem.code === 'string' ? problem.code : null;
  const frames = (problem.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return { type: problem.name, code, at: frames.slice(0, 4).map((line) => line.trim()) };
}
