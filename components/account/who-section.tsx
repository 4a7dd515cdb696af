'use client'

import { Link } from '#components/ui/link.tsx'
import { useTranslations } from 'next-intl'
import type { Me } from '#contract/sign-in.ts'
import { usePermittedScreens } from '#components/shell/use-permitted-screens.ts'
import { Section } from '#components/sources/section.tsx'

/** Who somebody is here, what each role lets them see, and the way there. */
export function WhoSection({ me: { name, email, roles } }: { me: Me }) {
  const t = useTranslations('account')
  const access = useTranslations('access')
  const shell = useTranslations('shell')
  return (
    <Section level={2} title={name}>
      {email !== null && <p className="text-ink-muted">{email}</p>}
      {roles.length === 0 && <p className="mt-3 text-ink-muted">{t('noRole')}</p>}
      <ul aria-label={access('roles')} className="mt-3 grid gap-1">
        {roles.map((role) => (
          <li key={role}>
            {access(`role.${role}`)} <span className="text-12 text-ink-muted">{access(`sees.${role}`)}</span>
          </li>
        ))}
      </ul>
      <p className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-1 max-tablet:gap-y-0">
        <span className="text-12 text-ink-muted">{t('screens')}</span>
        {usePermittedScreens().map((screen) => (
          <Link
            key={screen.name}
            href={screen.href}
            className="text-accent underline-offset-2 hover:underline max-tablet:inline-grid max-tablet:h-11 max-tablet:place-items-center"
          >
            {shell(screen.name)}
          </Link>
        ))}
      </p>
      <p className="mt-3 text-12 text-ink-faint">{t('rolesBy')}</p>
    </Section>
  )
}
