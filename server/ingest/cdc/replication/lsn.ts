/*
 * A log sequence number: a position in PostgreSQL's write-ahead log, a byte count of 64 bits. PostgreSQL writes its halves
 * in hexadecimal, `16/B374D848`. Bigints compare as they are.
 */
export type Lsn = bigint

const written = /^([0-9A-F]{1,8})\/([0-9A-F]{1,8})$/i
const low = 0xffff_ffffn

export function formatLsn(lsn: Lsn): string {
  return `${(lsn >> 32n).toString(16)}/${(lsn & low).toString(16)}`.toUpperCase()
}

/** @throws when the text is none. */
export function parseLsn(text: string): Lsn {
  const halves = written.exec(text)
  if (!halves) throw new Error(`"${text}" is no position of a write-ahead log; one looks like 16/B374D848`)
  return (BigInt(`0x${halves[1]}`) << 32n) | BigInt(`0x${halves[2]}`)
}
