import { useTranslations } from 'next-intl'
import { MethodName } from './method-name.tsx'
import type { Entry } from './operations-of.ts'
import { Inline } from './prose.tsx'

/** Short addresses and browsers' own questions: a line each. */
export function MinorOperations({ entries }: { entries: readonly Entry[] }) {
  const t = useTranslations('apiReference')
  return (
    <div className="border-t border-line py-8">
      <h3 className="pb-2 text-12 font-strong">{t('also')}</h3>
      <ul className="border-t border-line">
        {entries.map(({ operationId, method, path, summary }) => (
          <li
            key={operationId}
            id={operationId}
            className="grid scroll-mt-13 items-baseline gap-x-4 border-b border-line py-1.5 tablet:grid-cols-[20rem_1fr]"
          >
            <span className="flex items-baseline gap-2">
              <MethodName method={method} />
              <code className="font-mono text-12 wrap-anywhere">{path}</code>
            </span>
            <span className="text-12 text-ink-muted" lang="en">
              <Inline text={summary} />
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}
