// What the two servers written for the benchmark have in common.
import { createServer } from 'node:http';
import process from 'node:process';

export async function readBody(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export function sendJson(answer, body) {
  answer.writeHead(200, { 'content-type': 'application/json' });
  answer.end(JSON.stringify(body));
}

/** Serves on a free port, which it prints; ends with whoever started it. */
export function serve(handle) {
  const answerOrFail = async (request, answer) => {
    try {
      await handle(request, answer);
    } catch (problem) {
      console.error(problem);
      answer.writeHead(500).end();
    }
  };
  const server = createServer((request, answer) => void answerOrFail(request, answer));
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
  process.on('disconnect', () => process.exit());
}
