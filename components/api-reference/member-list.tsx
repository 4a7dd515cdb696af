import { useTranslations } from 'next-intl'
import type { MemberLine } from './members.ts'
import { Inline } from './prose.tsx'

/** How far each step in stands; deeper ones than these there are not. */
const indents = ['', 'pl-4', 'pl-8', 'pl-12']

interface MemberListProps {
  label: string
  lines: readonly MemberLine[]
  /** What a reader must know: what has to be sent, or what an answer may lack. */
  marks: 'required' | 'optional'
}

/** Members with their types and marks, those of members one step in. */
export function MemberList({ label, lines, marks }: MemberListProps) {
  const t = useTranslations('apiReference')
  return (
    <ul aria-label={label} className="border-t border-line">
      {lines.map((line) => (
        <li key={line.path} className={`border-b border-line py-2 ${indents[line.depth] ?? 'pl-12'}`}>
          <p className="flex flex-wrap items-baseline gap-x-2">
            <code className="font-mono text-12 font-strong wrap-anywhere">{line.name}</code>
            <code className="font-mono text-12 wrap-anywhere text-ink-faint">{line.type}</code>
            {marks === 'required' && line.isRequired && (
              <span className="text-11 font-medium text-accent">{t('required')}</span>
            )}
            {marks === 'optional' && !line.isRequired && (
              <span className="text-11 text-ink-faint">{t('optional')}</span>
            )}
            {line.defaultValue !== undefined && (
              <span className="text-12 text-ink-faint">
                {t.rich('default', {
                  value: line.defaultValue,
                  code: (value) => <code className="font-mono">{value}</code>,
                })}
              </span>
            )}
          </p>
          {line.description !== undefined && (
            <p className="mt-0.5 max-w-[68ch] text-ink-muted" lang="en">
              <Inline text={line.description} />
            </p>
          )}
        </li>
      ))}
    </ul>
  )
}
