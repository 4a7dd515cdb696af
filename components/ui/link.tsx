import NextLink from 'next/link'
import type { ComponentProps } from 'react'

/**
 * Next's link, without asking ahead for where it leads. Pages are made for who reads them, so that what comes ahead holds
 * nothing of them: every screen would ask for all the others when it opens, twenty requests of a wall.
 */
export function Link(props: Omit<ComponentProps<typeof NextLink>, 'prefetch'>) {
  return <NextLink {...props} prefetch={false} />
}
