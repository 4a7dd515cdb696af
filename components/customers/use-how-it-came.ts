'use client'

import { useTranslations } from 'next-intl'
import type { TimelineFacts } from '#contract/timeline.ts'

const devices = ['phone', 'desktop', 'tablet'] as const

/** How a visit came about, and on what: `from “Grand froid”, on a phone`. */
export function useHowItCame(): (first: TimelineFacts | undefined) => string {
  const t = useTranslations('customers.timeline')
  return (first) => {
    const { campaign, referrer, device } = first ?? {}
    const known = devices.find((each) => each === device)
    const parts = [
      campaign !== undefined ? t('visitFromCampaign', { campaign }) : undefined,
      campaign === undefined && referrer !== undefined ? t('visitFrom', { from: referrer }) : undefined,
      known !== undefined ? t('on', { device: t(`devices.${known}`) }) : undefined,
    ]
    return parts.filter((part) => part !== undefined).join(', ')
  }
}
