import type { FastifyInstance } from 'fastify'
import type { Pool } from 'pg'
import type { ProductSearchAnswer } from '#contract/products.ts'
import { productSearchSchema } from '#contract/products.ts'
import { searchProducts } from '../projections/stock/search-products.ts'
import { parseRequest } from './parse-request.ts'

/** `/v1/products`: finding what is looked at in stock. */
export function productRoutes({ pool }: { pool: Pool }) {
  return (app: FastifyInstance): void => {
    app.get('/v1/products', { config: { access: 'read:products' } }, async (request): Promise<ProductSearchAnswer> => {
      const { q } = parseRequest(productSearchSchema, request.query)
      return { products: await searchProducts(pool, q) }
    })
  }
}
