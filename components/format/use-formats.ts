'use client'

import { useLocale, useTimeZone } from 'next-intl'
import type { Formats } from './formats.ts'
import { formatsFor } from './formats.ts'

/** Numbers and times for whoever looks, in the business's time zone. */
export function useFormats(): Formats {
  return formatsFor(useLocale(), useTimeZone() ?? 'UTC')
}
