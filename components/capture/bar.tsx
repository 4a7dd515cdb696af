const tones = { accent: 'bg-accent', calm: 'bg-ink-faint', good: 'bg-good', warn: 'bg-warn', bad: 'bg-bad' } as const

interface BarProps {
  label: string
  /** The same in words. */
  words: string
  /** 0..1; more is shown as 1. */
  share: number
  tone: keyof typeof tones
}

/** How much of something is done or used. */
export function Bar({ label, words, share, tone }: BarProps) {
  const percent = Math.round(Math.min(1, Math.max(0, share)) * 100)
  return (
    <span
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuetext={words}
      className="my-1 block h-1 rounded-1 bg-fill-strong"
    >
      <span
        style={{ width: `${percent}%` }}
        className={`block h-full rounded-1 transition-[width] duration-200 motion-reduce:transition-none ${tones[tone]}`}
      />
    </span>
  )
}
