'use client'

import { useTranslations } from 'next-intl'
import { allRoles } from '#contract/role-names.ts'
import { useRequest } from '#components/sources/use-request.ts'
import { buttonVariants } from '#components/ui/button.tsx'
import { EntryFailure } from './entry-failure.tsx'
import { becomePersona } from './sign-in-requests.ts'

/** In the demonstration anybody is anybody by one tap. */
export function PersonaList({ to }: { to: string }) {
  const t = useTranslations('signIn')
  const role = useTranslations('access.role')
  const sees = useTranslations('access.sees')
  const { pending, failure, run } = useRequest<null>()
  return (
    <div className="grid gap-3">
      <ul className="grid gap-2">
        {allRoles.map((each) => (
          <li key={each}>
            <button
              type="button"
              aria-disabled={pending}
              onClick={() => {
                const request = becomePersona(each)
                void run(request)
                void request.then(({ ok }) => ok && location.assign(to))
              }}
              className={buttonVariants({ size: 'thumb', className: 'w-full justify-between!' })}
            >
              <span>{role(each)}</span>
              <span className="text-12 font-normal text-ink-muted">{sees(each)}</span>
            </button>
          </li>
        ))}
      </ul>
      <EntryFailure failure={failure} refused={t('failed.unavailable')} />
    </div>
  )
}
