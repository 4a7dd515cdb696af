import type { LucideIcon } from 'lucide-react'
import { ListTree, Radio, Webhook } from 'lucide-react'

/** The screens that exist, in the order of the navigation. A name is also the key of its words in the catalogue. */
export const screens = [
  { name: 'wall', href: '/', Icon: Radio },
  { name: 'events', href: '/events', Icon: ListTree },
  { name: 'sources', href: '/settings/sources', Icon: Webhook },
] as const satisfies readonly {
  name: string
  href: string
  Icon: LucideIcon
}[]

export type ScreenName = (typeof screens)[number]['name']
