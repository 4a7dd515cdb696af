'use client'

import { CalendarClock } from 'lucide-react'
import { Link } from '#components/ui/link.tsx'
import { usePathname } from 'next/navigation'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { useMemo } from 'react'
import type { ViewSnapshot } from '#contract/view.ts'
import { AgeMark } from '#components/age-mark/age-mark.tsx'
import { useFormats } from '#components/format/use-formats.ts'
import { meaningOf } from '#components/live/refusal-meaning.ts'
import { useServerNow } from '#components/live/use-connection.ts'
import { useView } from '#components/live/use-view.ts'
import { notifications } from '#components/shell/screens.ts'
import { Forbidden } from '#components/states/forbidden.tsx'
import { FullState } from '#components/states/full-state.tsx'
import { Whose } from '#components/states/whose.tsx'
import { useMay } from '#components/viewer/viewer-context.tsx'
import { useViewAge } from '#components/wall/use-view-age.ts'
import { MeetingBrief } from './meeting-brief.tsx'
import { meetingDays } from './meeting-days.ts'
import { MeetingList } from './meeting-list.tsx'
import { MeetingsSkeleton } from './meetings-skeleton.tsx'
import { useOpenMeeting } from './use-open-meeting.ts'

interface MeetingsScreenProps {
  initial: ViewSnapshot
  /** The meeting that was asked for; empty where none was. */
  children: ReactNode
}

export const meetingsHref = '/meetings'

/** Today's and tomorrow's meetings at the left, the brief of one at the right; on a phone the brief first. */
export function MeetingsScreen({ initial, children }: MeetingsScreenProps) {
  const t = useTranslations('meetings')
  const formats = useFormats()
  const { rows, refusal } = useView('meetings', initial)
  const viewAge = useViewAge({ topic: 'meetings', initial, inFlight: 0, empty: false })
  const now = useServerNow(1000) ?? 0
  const minute = useServerNow(60_000) ?? 0
  const days = useMemo(() => meetingDays(rows.values(), { now: minute, dateOf: formats.date }), [rows, minute, formats])
  const asked = usePathname().split('/')[2]
  const open = useOpenMeeting(days, { asked, now })
  const mayBeTold = useMay(notifications.permission)
  const refused = meaningOf(refusal)
  if (refused === 'forbidden') return <Forbidden level={2} />
  if (refused !== null) return <MeetingsSkeleton />
  return (
    <div className="flex flex-1 max-tablet:flex-col tablet:grid tablet:grid-cols-[17rem_minmax(0,1fr)] desk:grid-cols-[21.5rem_minmax(0,1fr)] print:block">
      <nav
        aria-label={t('list')}
        className="border-line py-4 max-tablet:order-2 max-tablet:border-t tablet:border-r print:hidden"
      >
        <p className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1 px-4 text-12 tablet:px-6">
          {mayBeTold && (
            <Link
              href={notifications.href}
              className="inline-flex min-h-6 items-center rounded-2 font-control text-accent hover:underline max-tablet:min-h-11"
            >
              {t('told')}
            </Link>
          )}
          <span className="ml-auto">
            <AgeMark age={viewAge.age} now={viewAge.now} />
          </span>
        </p>
        <MeetingList days={days} open={open} now={now} grey={viewAge.grey} />
      </nav>
      <div className="flex min-w-0 flex-col">
        {asked === undefined && open !== undefined && <MeetingBrief key={open} id={open} />}
        {asked === undefined && open === undefined && <NoMeetings />}
        {children}
      </div>
    </div>
  )
}

function NoMeetings() {
  const t = useTranslations('meetings')
  const mayConnect = useMay('view:sources')
  return (
    <FullState level={2} Icon={CalendarClock} title={t('empty')}>
      <p className="text-ink-muted">{t('emptyWhy')}</p>
      {mayConnect ? (
        <Link href="/settings/sources/new" className="text-accent hover:underline max-tablet:py-3">
          {t('connect')}
        </Link>
      ) : (
        <Whose permission="view:sources" />
      )}
    </FullState>
  )
}
