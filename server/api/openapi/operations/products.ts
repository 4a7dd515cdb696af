import type { FoundProduct } from '#contract/products.ts'
import { productSearchAnswerSchema, productSearchSchema } from '#contract/products.ts'
import type { Operations } from '../operation.ts'

const parka: FoundProduct = { sku: 'PARKA-OUE-M', title: 'Parka Ouessant M' }

export const productOperations: Operations = {
  'GET /v1/products': {
    id: 'searchProducts',
    tag: 'Alerts',
    summary: 'Find products',
    description:
      'By words or beginnings of words of a title or a SKU, without case and accents. The view `stock:{sku}` has what is known ' +
      'of one in every place.',
    query: productSearchSchema,
    answers: {
      200: {
        description: 'Ten at the most, the best first.',
        content: { schema: productSearchAnswerSchema, examples: { 'One of that name': { products: [parka] } } },
      },
    },
    problems: [],
    example: { query: { q: 'parka oue' } },
  },
}
