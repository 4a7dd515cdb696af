/** How many rows to ask for next so that they weigh about `targetBytes`, judged by the last ones; it grows by steps. */
export function nextRowCount(
  last: { rows: number; bytes: number },
  { targetBytes, max }: { targetBytes: number; max: number },
): number {
  if (last.rows === 0) return 1
  const fitting = Math.floor((targetBytes * last.rows) / Math.max(last.bytes, 1))
  return Math.max(1, Math.min(fitting, last.rows * 4, max))
}
