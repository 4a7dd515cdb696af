'use client'

import { usePathname } from 'next/navigation'
import type { ScreenName } from './screens.ts'
import { references, screens } from './screens.ts'

/** The screen that the address belongs to; what lies below a screen is the screen's too. */
export function useCurrentScreen(): ScreenName | undefined {
  const path = usePathname()
  return [...screens, ...references].find(({ href }) => path === href || (href !== '/' && path.startsWith(`${href}/`)))
    ?.name
}
