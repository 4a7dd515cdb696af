'use client'

import { useTranslations } from 'next-intl'
import type { SingleSignOnStart } from '#contract/sign-in.ts'
import { useRequest } from '#components/sources/use-request.ts'
import { Button } from '#components/ui/button.tsx'
import { EntryFailure } from './entry-failure.tsx'
import { startSingleSignOn } from './sign-in-requests.ts'

/** Goes to the company's provider, which sends the browser back signed in. @param to the path to go to then, of this installation. */
export function SingleSignOn({ label, to }: { label: string; to: string }) {
  const t = useTranslations('signIn')
  const { pending, failure, done, run } = useRequest<SingleSignOnStart>()
  const isLeaving = pending || done !== null
  const leave = async (): Promise<void> => {
    if (isLeaving) return
    const started = await run(startSingleSignOn(to))
    if (started !== null) location.assign(started.url)
  }
  return (
    <div className="grid gap-3">
      <Button size="thumb" aria-disabled={isLeaving} className="w-full" onClick={() => void leave()}>
        {t(isLeaving ? 'leaving' : 'continueWith', { provider: label })}
      </Button>
      {failure?.reason === 'unavailable' && failure.status === 503 ? (
        <p role="alert" className="text-bad">
          {t('refused.unavailable', { provider: label })}
        </p>
      ) : (
        <EntryFailure failure={failure} refused={t('failed.unavailable')} />
      )}
    </div>
  )
}
