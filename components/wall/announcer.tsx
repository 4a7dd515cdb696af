'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { ViewSnapshot } from '#contract/view.ts'
import { useFormats } from '#components/format/use-formats.ts'
import { useServerNow } from '#components/live/use-connection.ts'
import { useTotal } from './use-total.ts'

const everyMs = 30_000

/** Says the totals to a screen reader, politely, at most twice a minute and only when they have changed. */
export function Announcer({ initial }: { initial: ViewSnapshot | undefined }) {
  const t = useTranslations('wall')
  const formats = useFormats()
  const total = useTotal(initial)
  const received = total?.receivedToday ?? 0
  const tick = useServerNow(everyMs)
  const [said, setSaid] = useState({ tick, received, text: '' })
  if (said.tick !== tick) {
    const changed = said.tick !== null && received !== said.received
    setSaid({ tick, received, text: changed ? t('announcement', { received: formats.integer(received) }) : said.text })
  }
  return (
    <p role="status" className="sr-only">
      {said.text}
    </p>
  )
}
