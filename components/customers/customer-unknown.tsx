'use client'

import { UserSearch } from 'lucide-react'
import { Link } from '#components/ui/link.tsx'
import { useTranslations } from 'next-intl'
import { FullState } from '#components/states/full-state.tsx'
import { buttonVariants } from '#components/ui/button.tsx'

/** No event has ever named such a customer. */
export function CustomerUnknown() {
  const t = useTranslations('customers')
  return (
    <FullState level={2} Icon={UserSearch} title={t('unknownTitle')}>
      <p className="text-ink-muted">{t('unknownWhy')}</p>
      <Link href="/customers" className={buttonVariants({ className: 'mt-2 max-tablet:h-11' })}>
        {t('toCustomers')}
      </Link>
    </FullState>
  )
}
