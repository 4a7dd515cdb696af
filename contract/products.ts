import * as z from 'zod'

/** Query of `GET /v1/products`. */
export const productSearchSchema = z.object({
  q: z.string().trim().min(1).max(200).describe('Words or beginnings of words of its title or its SKU'),
})

export const foundProductSchema = z.object({
  sku: z.string().describe('Leads to its page and its view'),
  title: z.string().nullable().describe('`null`: nobody has said what it is called'),
})
export type FoundProduct = z.infer<typeof foundProductSchema>

/** Answer of `GET /v1/products`. */
export const productSearchAnswerSchema = z.object({
  products: z.array(foundProductSchema).describe('The best first, ten at the most'),
})
export type ProductSearchAnswer = z.infer<typeof productSearchAnswerSchema>
