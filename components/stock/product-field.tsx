'use client'

import { ArrowRight } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { FoundProduct } from '#contract/products.ts'
import { Button } from '#components/ui/button.tsx'
import { control } from '#components/ui/field.tsx'
import { Link } from '#components/ui/link.tsx'
import { findProducts, meantProduct } from './find-products.ts'
import { skuHref } from './stock-address.ts'

interface Asked {
  words: string
  /** Those of which one may be meant. */
  products: readonly FoundProduct[]
}

const nothingAsked: Asked = { words: '', products: [] }

/** The way to a product that has no alert, by its name or its SKU. */
export function ProductField() {
  const t = useTranslations('stock')
  const router = useRouter()
  const [{ words: asked, products }, setAsked] = useState(nothingAsked)
  const open = async (form: FormData): Promise<void> => {
    const sent = form.get('product')
    const words = typeof sent === 'string' ? sent.trim() : ''
    if (words === '') return
    const outcome = await findProducts(words)
    const found = outcome?.state === 'found' ? outcome.products : []
    const meant = meantProduct(found, words)
    const areSeveral = meant === null && found.length > 0
    setAsked(areSeveral ? { words, products: found } : nothingAsked)
    // The page of a SKU of which nothing is known says so, and comes alive once something is.
    if (!areSeveral) router.push(skuHref(meant?.sku ?? words), { scroll: false })
  }
  return (
    <div className="grid gap-2">
      <form action={open} className="flex gap-2">
        <input
          name="product"
          // What is sent is taken out of the field, unless somebody has to choose: more words would tell which is meant.
          defaultValue={asked}
          aria-label={t('openProduct')}
          placeholder={t('openProduct')}
          autoComplete="off"
          spellCheck={false}
          className={control}
        />
        <Button type="submit" aria-label={t('open')} title={t('open')} className="max-tablet:h-11 max-tablet:w-11">
          <ArrowRight aria-hidden="true" strokeWidth={1.6} />
        </Button>
      </form>
      <p role="status" className="text-12 empty:hidden">
        {products.length > 0 && t('severalProducts', { count: products.length, words: asked })}
      </p>
      {products.length > 0 && (
        <ul aria-label={t('productsFound')}>
          {products.map(({ sku, title }) => (
            <li key={sku}>
              <Link
                href={skuHref(sku)}
                scroll={false}
                onNavigate={() => setAsked(nothingAsked)}
                className="grid min-h-8 content-center rounded-2 px-2.5 py-1 text-ink hover:bg-fill max-tablet:min-h-11"
              >
                <span className="wrap-anywhere">{title ?? sku}</span>
                {title !== null && <span className="text-12 wrap-anywhere text-ink-muted">{sku}</span>}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
