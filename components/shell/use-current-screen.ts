'use client'

import { usePathname } from 'next/navigation'
import type { ScreenName } from './screens.ts'
import { account, notifications, references, screens } from './screens.ts'

/**
 * The screen that the address belongs to; what lies below a screen, and its settings, are the screen's too. One screen may lie
 * below another: the longest address says most.
 */
export function useCurrentScreen(): ScreenName | undefined {
  const path = usePathname()
  const isBelow = (href: string): boolean => path === href || (href !== '/' && path.startsWith(`${href}/`))
  return [...screens, ...references, account, notifications]
    .filter((screen) => isBelow(screen.href) || ('settings' in screen && screen.settings.some(isBelow)))
    .toSorted((a, b) => b.href.length - a.href.length)[0]?.name
}
