'use client'

import { useLocale, useTimeZone } from 'next-intl'
import { use } from 'react'
import { BusinessZone } from './business-zone.ts'
import type { Formats } from './formats.ts'
import { formatsFor } from './formats.ts'

/** Numbers and times for whoever looks, in the business's time zone: the view's word for it, else the installation's. */
export function useFormats(): Formats {
  const locale = useLocale()
  const installed = useTimeZone()
  return formatsFor(locale, use(BusinessZone) ?? installed ?? 'UTC')
}
