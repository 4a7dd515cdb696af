'use client'

import { Eraser } from 'lucide-react'
import { Link } from '#components/ui/link.tsx'
import { useTranslations } from 'next-intl'
import { useEffect } from 'react'
import { useFormats } from '#components/format/use-formats.ts'
import { useServerNow } from '#components/live/use-connection.ts'
import { FullState } from '#components/states/full-state.tsx'
import { buttonVariants } from '#components/ui/button.tsx'
import { forgetWords } from './kept-words.ts'
import { dropOpened } from './recently-opened.ts'

/** Nothing is held about whoever this was. @param at epoch ms. */
export function CustomerErased({ id, at }: { id: string; at: number }) {
  const t = useTranslations('customers')
  const formats = useFormats()
  const now = useServerNow(60_000) ?? at
  // What this browser remembers is personal too.
  useEffect(() => {
    dropOpened(id)
    forgetWords()
  }, [id])
  return (
    <FullState level={2} Icon={Eraser} title={t('privacy.erasedTitle')}>
      <p className="text-ink-muted">
        {t('privacy.erasedWhy', { time: `${formats.day(at, now)}, ${formats.second(at)}` })}
      </p>
      <Link href="/customers" className={buttonVariants({ className: 'mt-2 max-tablet:h-11' })}>
        {t('toCustomers')}
      </Link>
    </FullState>
  )
}
