'use client'

import { Mail, Phone } from 'lucide-react'
import { Link } from '#components/ui/link.tsx'
import { useTranslations } from 'next-intl'
import type { CustomerHeadRow, CustomerKeyRow } from '#contract/views/customer.ts'
import { buttonVariants } from '#components/ui/button.tsx'
import { CustomerMenu } from './customer-menu.tsx'
import { initialsOf } from './initials.ts'

interface CustomerHeadProps {
  name: string
  customer: CustomerHeadRow
  keys: readonly CustomerKeyRow[]
}

/** Who it is, and the two ways to speak with somebody. */
export function CustomerHead({ name, customer, keys }: CustomerHeadProps) {
  const t = useTranslations('customers')
  const sure = (kind: CustomerKeyRow['key']) =>
    keys.find(({ key, strength, shared }) => key === kind && strength === 'sure' && !shared)?.value
  const [phone, email] = [sure('phone'), sure('email')]
  return (
    <header className="flex flex-wrap items-center gap-x-4 gap-y-3 border-b border-line p-4 tablet:px-6 tablet:py-5">
      <span
        aria-hidden="true"
        className="grid size-10 shrink-0 place-items-center rounded-full bg-fill-strong text-13 font-strong text-ink"
      >
        {initialsOf(name)}
      </span>
      <div className="min-w-0 flex-1">
        <h2 className="flex flex-wrap items-center gap-x-2 text-18 font-title tracking-[-0.012em] wrap-anywhere">
          {name}
          {customer.orders === 0 && (
            <span className="rounded-1 bg-fill px-1.5 py-0.5 text-11 font-strong tracking-normal text-ink-muted">
              {t('prospect')}
            </span>
          )}
        </h2>
        {customer.company !== null && (
          <p className="text-ink-muted">
            <Link href={`/companies/${customer.company.id}`} className="hover:text-ink hover:underline">
              {customer.company.name}
            </Link>
          </p>
        )}
      </div>
      {(phone !== undefined || email !== undefined) && (
        <div className="flex gap-2 max-tablet:order-last max-tablet:w-full">
          {phone !== undefined && (
            <a href={`tel:${phone}`} className={buttonVariants({ variant: 'primary', className: action })}>
              <Phone aria-hidden="true" strokeWidth={1.6} />
              {t('call')}
            </a>
          )}
          {email !== undefined && (
            <a href={`mailto:${email}`} className={buttonVariants({ className: action })}>
              <Mail aria-hidden="true" strokeWidth={1.6} />
              {t('write')}
            </a>
          )}
        </div>
      )}
      <CustomerMenu id={customer.id} name={name} />
    </header>
  )
}

const action = 'max-tablet:h-11 max-tablet:flex-1 max-tablet:text-15'
