import { useTranslations } from 'next-intl'
import { AgeGlyph } from '#components/age-mark/age-glyph.tsx'
import type { Age } from '#components/age-mark/age-of.ts'

const marks: readonly { key: 'live' | 'onTime' | 'late' | 'stale'; age: Age }[] = [
  { key: 'live', age: { state: 'live', ageMs: 400 } },
  { key: 'onTime', age: { state: 'on-time', ageMs: 660_000, everyMs: 900_000, used: 0.73 } },
  { key: 'late', age: { state: 'late', ageMs: 1_140_000, lateMs: 240_000 } },
  { key: 'stale', age: { state: 'stale', since: 0 } },
]

/** The signs that every number carries, and what each says: a legend, no numbers of anybody's. */
export function HowToRead() {
  const t = useTranslations('signIn.marks')
  return (
    <>
      <ul className="mt-14 max-w-128 border-t border-line-strong">
        {marks.map(({ key, age }) => (
          <li key={key} className="grid h-13 grid-cols-[8rem_minmax(0,1fr)] items-center border-b border-line">
            <span className="flex items-center gap-1.5 font-strong">
              <AgeGlyph age={age} />
              {t(`${key}.name`)}
            </span>
            <span className="text-ink-muted">{t(`${key}.means`)}</span>
          </li>
        ))}
      </ul>
      <p className="mt-4 max-w-120 text-12 text-ink-muted">{t('promise')}</p>
    </>
  )
}
