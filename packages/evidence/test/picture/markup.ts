/** The rows of a table: a text a cell, `×3` behind one that spans three columns, `*…*` around what is marked. */
export function rowsOf(html: string): string[][] {
  return [...html.matchAll(/<tr[^>]*>(.*?)<\/tr>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<t[hd]([^>]*)>(.*?)<\/t[hd]>/gs)].map(([, attributes = '', content = '']) => {
      const span = /colspan="(\d+)"/.exec(attributes)?.[1] ?? '1'
      const text = content
        .replaceAll(/<\/?mark>/g, '*')
        .replaceAll(/<[^>]*>/g, ' ')
        .replaceAll(/ +/g, ' ')
        .trim()
      return span === '1' ? text : `${text}×${span}`
    }),
  )
}
