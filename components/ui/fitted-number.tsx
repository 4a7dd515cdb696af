import { RollingNumber } from './rolling-number.tsx'

/** Of the font's tabular digits and of what stands between them, with a little to spare. */
const digitEm = 0.6
const otherEm = 0.3

function widthEm(text: string): number {
  return Array.from(text).reduce((sum, character) => sum + (/\d/.test(character) ? digitEm : otherEm), 0)
}

interface FittedNumberProps {
  text: string
  /** When it came to be; see RollingNumber. */
  at: number | null
}

/** As large as its `@container` says, or as large as fits into it: a long number is written smaller and never cut. */
export function FittedNumber({ text, at }: FittedNumberProps) {
  return (
    <span style={{ fontSize: `min(1em, ${(100 / widthEm(text)).toFixed(2)}cqi)` }}>
      <RollingNumber text={text} at={at} />
    </span>
  )
}
