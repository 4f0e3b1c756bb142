/**
 * SQL for a number as it goes into a sum. PostgreSQL stops at a sum beyond what a number holds, or a mean below it: one sensor gone
 * mad would stop roll-ups and retention for all. Least and most stay as they were measured.
 */
export function summable(value: string): string {
  return `(case when abs(${value}) > 1e280 then sign(${value}) * 1e280 when abs(${value}) < 1e-280 then 0 else ${value} end)`;
}
