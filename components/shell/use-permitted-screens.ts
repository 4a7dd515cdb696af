'use client'

import { isAllowed } from '#contract/access.ts'
import { useViewer } from '#components/viewer/viewer-context.tsx'
import type { Screen } from './screens.ts'
import { screens } from './screens.ts'

/** The screens of whoever looks, in the order of the navigation; all while nobody can say who that is. */
export function usePermittedScreens(): readonly Screen[] {
  const viewer = useViewer()
  return screens.filter(({ permission }) => viewer === null || isAllowed(viewer, permission))
}
