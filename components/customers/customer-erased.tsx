'use client'

import { Eraser } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useEffect } from 'react'
import { useFormats } from '#components/format/use-formats.ts'
import { FullState } from '#components/states/full-state.tsx'
import { buttonVariants } from '#components/ui/button.tsx'
import { dropOpened } from './recently-opened.ts'

/** Nothing is held about whoever this was. @param at epoch ms. */
export function CustomerErased({ id, at }: { id: string; at: number }) {
  const t = useTranslations('customers')
  const formats = useFormats()
  // What this browser remembers is personal too.
  useEffect(() => dropOpened(id), [id])
  return (
    <FullState level={2} Icon={Eraser} title={t('privacy.erasedTitle')}>
      <p className="text-ink-muted">{t('privacy.erasedWhy', { time: `${formats.day(at)}, ${formats.second(at)}` })}</p>
      <Link href="/customers" prefetch={false} className={buttonVariants({ className: 'mt-2 max-tablet:h-11' })}>
        {t('toCustomers')}
      </Link>
    </FullState>
  )
}
