import type { Age, AgeState } from './age-of.ts'

const colours: Record<AgeState, string> = {
  live: 'text-good',
  'on-time': 'text-ink-faint',
  late: 'text-warn',
  stale: 'text-stale',
  partial: 'text-warn',
  'catching-up': 'text-accent',
  broken: 'text-bad',
  offline: 'text-stale',
  none: 'text-stale',
}

/** A disc of the share `used`, clockwise from 12. */
function pie(used: number): string {
  const share = Math.min(0.999, Math.max(0, used))
  const angle = share * 2 * Math.PI
  const x = (6 + 3.1 * Math.sin(angle)).toFixed(2)
  const y = (6 - 3.1 * Math.cos(angle)).toFixed(2)
  return `M6 6V2.9A3.1 3.1 0 ${share > 0.5 ? 1 : 0} 1 ${x} ${y}Z`
}

function Shape({ age }: { age: Age }) {
  switch (age.state) {
    case 'live':
      return (
        <>
          <circle cx="6" cy="6" r="3.1" fill="currentColor" stroke="none" />
          <circle cx="6" cy="6" r="5.2" strokeWidth="1" opacity=".38" />
        </>
      )
    case 'on-time':
      return (
        <>
          <circle cx="6" cy="6" r="5" strokeWidth="1.2" />
          <path d={pie(age.used)} fill="currentColor" stroke="none" />
        </>
      )
    case 'late':
      return (
        <>
          <circle cx="6" cy="6" r="5.7" fill="currentColor" stroke="none" />
          <path d="M6 3.1v3.4" stroke="var(--surface)" strokeWidth="1.5" strokeLinecap="round" />
          <circle cx="6" cy="8.8" r=".85" fill="var(--surface)" stroke="none" />
        </>
      )
    case 'stale':
      return <circle cx="6" cy="6" r="5" strokeWidth="1.3" strokeDasharray="2.1 1.85" />
    case 'partial':
      return (
        <>
          <circle cx="6" cy="6" r="5" strokeWidth="1.2" />
          <path d="M6 2.9a3.1 3.1 0 0 1 0 6.2Z" fill="currentColor" stroke="none" />
        </>
      )
    case 'catching-up':
      return (
        <g className="animate-turn">
          <path d="M10.6 4.2A5 5 0 1 0 11 6" />
          <path d="M11.2 1.6v2.9H8.3" />
        </g>
      )
    case 'broken':
      return (
        <>
          <circle cx="6" cy="6" r="5.7" fill="currentColor" stroke="none" />
          <path d="m4.2 4.2 3.6 3.6M7.8 4.2 4.2 7.8" stroke="var(--surface)" strokeLinecap="round" />
        </>
      )
    case 'offline':
      return (
        <>
          <circle cx="6" cy="6" r="5" strokeWidth="1.3" />
          <path d="M2.6 9.4 9.4 2.6" strokeWidth="1.3" />
        </>
      )
    case 'none':
      return <circle cx="6" cy="6" r="1.6" fill="currentColor" stroke="none" />
  }
}

/** One sign per state, as large as the text beside it; each can be told from the others without colour. */
export function AgeGlyph({ age }: { age: Age }) {
  return (
    <svg
      viewBox="0 0 12 12"
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      className={`size-[1em] overflow-visible ${colours[age.state]}`}
    >
      <Shape age={age} />
    </svg>
  )
}
