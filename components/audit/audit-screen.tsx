'use client'

import { History, ListFilter } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { AuditPage } from '#contract/audit.ts'
import { AccessHead } from '#components/access/access-head.tsx'
import { QuarantineAge } from '#components/quarantine/quarantine-age.tsx'
import { useGoing } from '#components/states/use-going.ts'
import { useRefreshing } from '#components/states/use-refreshing.ts'
import { FullState } from '#components/states/full-state.tsx'
import { Button } from '#components/ui/button.tsx'
import { PageFoot } from '#components/ui/page-foot.tsx'
import type { AuditAddress } from './audit-address.ts'
import { hrefOf, wholeAudit } from './audit-address.ts'
import { AuditBar } from './audit-bar.tsx'
import { AuditList } from './audit-list.tsx'

interface AuditScreenProps {
  address: AuditAddress
  page: AuditPage
  /** When the page was read, epoch ms. */
  readAt: number
}

/** Who did what, when and from where. */
export function AuditScreen({ address, page, readAt }: AuditScreenProps) {
  const { asked, isGoing, go } = useGoing(address, { hrefOf })
  useRefreshing()
  return (
    <div aria-busy={isGoing} className="flex min-w-0 flex-1 flex-col">
      <AccessHead tab="audit">
        <QuarantineAge readAt={readAt} />
      </AccessHead>
      <AuditBar address={asked} onGo={go} />
      {page.entries.length === 0 ? (
        <Nothing address={address} onGo={go} />
      ) : (
        <>
          <AuditList entries={page.entries} readAt={readAt} />
          <PageFoot before={address.before} next={page.next} onGo={(before) => go({ ...asked, before })} />
        </>
      )}
    </div>
  )
}

interface GoingProps {
  address: AuditAddress
  onGo: (address: AuditAddress) => void
}

function Nothing({ address, onGo }: GoingProps) {
  const t = useTranslations('audit')
  if (hrefOf(address) === hrefOf(wholeAudit)) {
    return (
      <FullState level={2} Icon={History} title={t('nothing')}>
        <p className="text-ink-muted">{t('nothingWhy')}</p>
      </FullState>
    )
  }
  return (
    <FullState level={2} Icon={ListFilter} title={t('noMatch')}>
      <Button className="mt-2 max-tablet:h-11" onClick={() => onGo(wholeAudit)}>
        {t('clear')}
      </Button>
    </FullState>
  )
}
