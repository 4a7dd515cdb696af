/** In which proxy.ts tells a page the path it was asked for. */
export const pathHeader = 'x-vigie-path'
