import { encode } from 'uqr'
import type { Qr } from './qr-code.tsx'

/** The length of the run of dark modules that starts at `from`. */
function runLength(row: readonly boolean[], from: number): number {
  const end = row.indexOf(false, from)
  return (end === -1 ? row.length : end) - from
}

function rowPath(row: readonly boolean[], y: number): string {
  let path = ''
  for (let x = row.indexOf(true); x !== -1; x = row.indexOf(true, x)) {
    const length = runLength(row, x)
    path += `M${x} ${y}h${length}v1h-${length}z`
    x += length
  }
  return path
}

/** Draws the code that a phone's camera reads as `url`. Meant for the server, so that no browser loads the encoder. */
export function drawQr(url: string): Qr {
  const { data, size } = encode(url, { ecc: 'M', border: 0 })
  return { url, size, d: data.map(rowPath).join('') }
}
