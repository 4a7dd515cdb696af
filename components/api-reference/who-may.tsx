import { useTranslations } from 'next-intl'
import type { DescribedScheme } from '#contract/openapi.ts'
import type { Entry } from './operations-of.ts'
import { schemeLabel } from './scheme-label.ts'

/** Who may call an operation, in one line. */
export function WhoMay({ entry, schemes }: { entry: Entry; schemes: Readonly<Record<string, DescribedScheme>> }) {
  const t = useTranslations('apiReference')
  const names = entry.security.flatMap((one) => Object.keys(one))
  if (entry['x-access'] === 'signature' && names.length > 0) {
    return (
      <>
        {t('source')}{' '}
        {names.map((name, index) => (
          <span key={name}>
            {index > 0 && ` ${t('or')} `}
            <a href={`#credential-${name}`} className="font-mono text-12 text-accent hover:underline">
              {schemeLabel(name, schemes[name])}
            </a>
          </span>
        ))}
      </>
    )
  }
  if (entry['x-roles']) return t('roles', { roles: entry['x-roles'].join(', ') })
  if (entry['x-access'] === 'signature') return t('keyInBody')
  if (entry['x-access'] === 'viewer') return t('signedIn')
  return entry['x-access'] === 'view' ? t('viewers') : t('anyone')
}
