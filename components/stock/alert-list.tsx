'use client'

import { useTranslations } from 'next-intl'
import type { AlertGroup } from './alert-groups.ts'
import type { AlertItemContext } from './alert-item.tsx'
import { AlertItem } from './alert-item.tsx'

interface AlertListProps {
  label: string
  groups: readonly AlertGroup[]
  context: AlertItemContext
}

/** Alerts by SKU, each with the places that it is about. */
export function AlertList({ label, groups, context }: AlertListProps) {
  const t = useTranslations('stock')
  return (
    <ol aria-label={label}>
      {groups.map(({ sku, title, alerts }) => (
        <li key={sku} className="border-b border-line">
          <h3
            className={`flex items-baseline justify-between gap-3 px-4 pt-2.5 pb-0.5 tablet:pr-5 tablet:pl-6 ${context.grey ? 'text-stale' : ''}`}
          >
            <span className="truncate font-strong" title={title}>
              {title}
            </span>
            {alerts.length > 1 && (
              <span className="text-12 whitespace-nowrap text-ink-faint">{t('places', { count: alerts.length })}</span>
            )}
          </h3>
          <ol aria-label={title} className="pb-1.5">
            {alerts.map((alert) => (
              <AlertItem key={alert.id} alert={alert} context={context} />
            ))}
          </ol>
        </li>
      ))}
    </ol>
  )
}
