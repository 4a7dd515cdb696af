'use client'

import { useCallback, useMemo, useRef, useState } from 'react'
import type { QuarantinedDetail, QuarantinePage } from '#contract/quarantine.ts'
import { EventsHead } from '#components/events/events-head.tsx'
import { useSteps } from '#components/events/use-steps.ts'
import type { Refusal } from '#components/states/refusal.ts'
import { PageFoot } from '#components/ui/page-foot.tsx'
import type { MendedBody } from './mended-body.ts'
import { isBeingMended } from './mended-body.ts'
import { OpenedRequest } from './opened-request.tsx'
import type { QuarantineAddress } from './quarantine-address.ts'
import { hrefOf, isOpening } from './quarantine-address.ts'
import { QuarantineAge } from './quarantine-age.tsx'
import { QuarantineBar } from './quarantine-bar.tsx'
import { QuarantineEmpty } from './quarantine-empty.tsx'
import { QuarantineList } from './quarantine-list.tsx'
import { QuarantineTotals } from './quarantine-totals.tsx'
import { useGoing } from '#components/states/use-going.ts'
import { useRefreshing } from '#components/states/use-refreshing.ts'

interface QuarantineScreenProps {
  address: QuarantineAddress
  page: QuarantinePage
  /** When the page was read, epoch ms. */
  readAt: number
  /** What is opened, or why it cannot be shown; null when nothing is. */
  detail: { ok: true; value: QuarantinedDetail } | { ok: false; refusal: Refusal } | null
  sources: readonly string[]
}

/** What the doors could not take: why, and the way to mend it. Every state of this screen is an address. */
export function QuarantineScreen({ address, page, readAt, detail, sources }: QuarantineScreenProps) {
  const { asked, isGoing, go } = useGoing(address, { hrefOf, isStep: isOpening })
  const [mended, setMended] = useState<MendedBody | null>(null)
  const refresh = useRefreshing(detail?.ok === true && isBeingMended(detail.value, mended))
  const screen = useRef<HTMLDivElement>(null)
  const keys = useMemo(() => page.requests.map(({ id }) => id), [page.requests])
  const setOpen = useCallback((open: string | null) => go({ ...asked, open }), [asked, go])
  const steps = useSteps({ keys, open: address.open, setOpen, screen })
  const { open } = address
  return (
    <div
      ref={screen}
      aria-busy={isGoing}
      className={`flex flex-1 flex-col ${open === null ? '' : 'desk:grid desk:grid-cols-[minmax(0,1fr)_37rem]'}`}
    >
      <div className="flex min-w-0 flex-1 flex-col">
        <EventsHead tab="quarantine">
          <QuarantineAge readAt={readAt} />
        </EventsHead>
        <QuarantineBar address={asked} totals={page.totals} sources={sources} onGo={go} onDone={refresh} />
        <QuarantineTotals address={asked} totals={page.totals} readAt={readAt} onGo={go} />
        {page.requests.length === 0 ? (
          <QuarantineEmpty address={address} totals={page.totals} onGo={go} />
        ) : (
          <>
            <QuarantineList requests={page.requests} open={open} current={steps.current} onOpen={steps.openAt} />
            <PageFoot before={address.before} next={page.next} onGo={(before) => go({ ...asked, before })} />
          </>
        )}
      </div>
      {open !== null && detail !== null && (
        <OpenedRequest
          key={open}
          id={open}
          detail={detail}
          mended={mended}
          onMend={setMended}
          onClose={steps.close}
          onDone={refresh}
        />
      )}
    </div>
  )
}
