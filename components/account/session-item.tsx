'use client'

import { useTranslations } from 'next-intl'
import type { SessionInfo } from '#contract/sign-in.ts'
import { AccessFailure } from '#components/access/access-failure.tsx'
import { useFormats } from '#components/format/use-formats.ts'
import { useRequest } from '#components/sources/use-request.ts'
import { Button } from '#components/ui/button.tsx'
import { endMySession } from './account-requests.ts'
import { deviceOf } from './device.ts'

interface SessionItemProps {
  session: SessionInfo
  readAt: number
  onEnded: () => void
}

/** One browser: what it is, where from, since when, and when it was last here. */
export function SessionItem({ session, readAt, onEnded }: SessionItemProps) {
  const t = useTranslations('account')
  const formats = useFormats()
  const device = useDeviceWords(session.userAgent)
  const { pending, failure, run } = useRequest<null>()
  const { id, isThis, address, userAgent } = session
  const when = (at: string): string => formats.since(Date.parse(at), readAt)
  const end = async (): Promise<void> => {
    if (pending) return
    const request = endMySession(id)
    await run(request)
    if ((await request).ok) onEnded()
  }
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line py-3 last:border-b-0">
      <div className="min-w-0 flex-1">
        <p className="font-medium" title={userAgent ?? undefined}>
          {device}
          {isThis && <span className="text-12 font-text text-good"> · {t('this')}</span>}
        </p>
        <p className="text-12 text-ink-muted">
          {t('since', { at: when(session.createdAt) })} · {t('seen', { at: when(session.seenAt) })}
          {address !== null && address !== '' && ` · ${t('from', { address })}`}
        </p>
      </div>
      {!isThis && (
        <Button
          aria-label={t('endOf', { device })}
          aria-disabled={pending}
          className="max-tablet:h-11"
          onClick={() => {
            void end()
          }}
        >
          {t('end')}
        </Button>
      )}
      <AccessFailure failure={failure} />
    </li>
  )
}

function useDeviceWords(userAgent: string | null): string {
  const t = useTranslations('account')
  const { browser, system } = deviceOf(userAgent)
  if (browser !== null && system !== null) return t('browserOn', { browser, system })
  return browser ?? system ?? t('unknownDevice')
}
