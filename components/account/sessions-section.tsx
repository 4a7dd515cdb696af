'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import type { SessionInfo } from '#contract/sign-in.ts'
import { AccessFailure } from '#components/access/access-failure.tsx'
import { Confirmed } from '#components/capture/confirmed.tsx'
import { Section } from '#components/sources/section.tsx'
import { useRequest } from '#components/sources/use-request.ts'
import { endMyOtherSessions } from './account-requests.ts'
import { SessionItem } from './session-item.tsx'

interface SessionsSectionProps {
  sessions: readonly SessionInfo[]
  /** When they were read, epoch ms. */
  readAt: number
}

/** Where somebody is signed in, and the way to end it, one or all but this. */
export function SessionsSection({ sessions, readAt }: SessionsSectionProps) {
  const t = useTranslations('account')
  const router = useRouter()
  const { pending, failure, run } = useRequest<null>()
  const others = sessions.filter(({ isThis }) => !isThis).length
  const refresh = (): void => {
    router.refresh()
  }
  const endOthers = async (): Promise<boolean> => {
    const request = endMyOtherSessions()
    await run(request)
    const { ok } = await request
    if (ok) refresh()
    return ok
  }
  return (
    <Section level={2} title={t('sessions')}>
      <ul className="mb-3">
        {sessions.map((session) => (
          <SessionItem key={session.id} session={session} readAt={readAt} onEnded={refresh} />
        ))}
      </ul>
      {others > 0 && (
        <Confirmed
          ask={t('endOthers')}
          title={t('endOthersTitle', { count: others })}
          confirm={t('endNow')}
          pending={t('ending')}
          isPending={pending}
          onConfirm={endOthers}
        >
          <p className="text-ink-muted">{t('endOthersWhy')}</p>
        </Confirmed>
      )}
      <AccessFailure failure={failure} />
    </Section>
  )
}
