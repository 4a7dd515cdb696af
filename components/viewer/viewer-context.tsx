'use client'

import type { ReactNode } from 'react'
import { createContext, useContext } from 'react'
import type { Permission } from '#contract/access.ts'
import { isAllowed } from '#contract/access.ts'
import type { Me } from '#contract/sign-in.ts'

const ViewerContext = createContext<Me | null>(null)

/** Whoever looks at these screens; null while the event server cannot say. */
export function ViewerProvider({ viewer, children }: { viewer: Me | null; children: ReactNode }) {
  return <ViewerContext value={viewer}>{children}</ViewerContext>
}

/** Whoever looks: for what to show and to offer. What may be done is decided by the event server. */
export function useViewer(): Me | null {
  return useContext(ViewerContext)
}

/** @returns whether to offer something; true while nobody can say who looks. */
export function useMay(permission: Permission): boolean {
  const viewer = useViewer()
  return viewer === null || isAllowed(viewer, permission)
}
