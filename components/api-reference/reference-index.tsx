import { useTranslations } from 'next-intl'
import type { TagGroup } from './operations-of.ts'
import { tagAnchor } from './operations-of.ts'

const link = 'block rounded-1 py-1 text-12 text-balance text-ink-muted hover:text-ink'

/** Where everything on the page is. */
export function ReferenceIndex({ groups }: { groups: readonly TagGroup[] }) {
  const t = useTranslations('apiReference')
  return (
    <nav
      aria-label={t('onThisPage')}
      className="sticky top-12 hidden max-h-[calc(100dvh-3rem)] w-52 shrink-0 self-start overflow-y-auto border-r border-line px-4 py-6 desk:block"
    >
      <ul className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <li>
          <a href="#credentials" className={link}>
            {t('credentials')}
          </a>
          <a href="#problems" className={link}>
            {t('problems')}
          </a>
        </li>
        {groups.map(({ name, entries }) => (
          <li key={name}>
            <a href={`#${tagAnchor(name)}`} className="block py-1 text-12 font-strong" lang="en">
              {name}
            </a>
            <ul lang="en">
              {entries.map(({ operationId, summary }) => (
                <li key={operationId}>
                  <a href={`#${operationId}`} className={link}>
                    {summary}
                  </a>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </nav>
  )
}
