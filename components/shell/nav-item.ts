/** One line of the navigation; the caller adds how it is laid out (`flex`, or hidden in one of the two widths). */
export const navItem =
  'h-8 w-full items-center gap-2.5 rounded-2 px-2 font-[480] text-ink-muted hover:bg-fill hover:text-ink group-data-closed/nav:justify-center group-data-closed/nav:px-0 max-desk:justify-center max-desk:px-0 [&>svg]:size-4 [&>svg]:text-ink-faint'

/** What the line of the screen that is open looks like beside the others. */
export const currentNavItem =
  'aria-[current=page]:bg-[color-mix(in_oklch,var(--fill-strong)_65%,var(--bg))] aria-[current=page]:font-strong aria-[current=page]:text-ink aria-[current=page]:[&>svg]:text-ink'
