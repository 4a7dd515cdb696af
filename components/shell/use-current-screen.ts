'use client'

import { usePathname } from 'next/navigation'
import type { ScreenName } from './screens.ts'
import { screenAt } from './screens.ts'

export function useCurrentScreen(): ScreenName | undefined {
  return screenAt(usePathname())
}
