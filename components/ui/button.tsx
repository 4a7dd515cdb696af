import { cva } from 'class-variance-authority'
import type { VariantProps } from 'class-variance-authority'
import type { ComponentProps, MouseEvent } from 'react'

export const buttonVariants = cva(
  'inline-flex items-center justify-center gap-1.5 whitespace-nowrap rounded-2 border font-control [&>svg]:size-3.5 disabled:cursor-not-allowed disabled:border-line disabled:bg-fill disabled:text-ink-faint',
  {
    variants: {
      variant: {
        default: 'border-line-strong bg-surface text-ink enabled:hover:bg-fill',
        primary:
          'border-accent bg-accent text-on-accent enabled:hover:border-accent-strong enabled:hover:bg-accent-strong',
        ghost: 'border-transparent bg-transparent text-ink-muted enabled:hover:bg-fill',
      },
      size: {
        small: 'h-6.5 px-2 text-12',
        default: 'h-8 px-3 text-13',
        thumb: 'h-11 px-4.5 text-15',
      },
    },
    defaultVariants: { variant: 'default', size: 'default' },
  },
)

export type ButtonProps = ComponentProps<'button'> &
  VariantProps<typeof buttonVariants> & {
    /** What it asked for is under way: it takes no press, and keeps the focus, which one that is `disabled` would lose. */
    isBusy?: boolean
  }

export function Button({ variant, size, className, type = 'button', isBusy = false, ...rest }: ButtonProps) {
  const busy = isBusy ? { 'aria-disabled': true, onClick: takeNoPress } : {}
  return <button type={type} className={buttonVariants({ variant, size, className })} {...rest} {...busy} />
}

/** Nor does its form, also where Enter in a field is what presses it. */
function takeNoPress(event: MouseEvent): void {
  event.preventDefault()
}
