type Line = { time: string; amount: number; operation: string | null }
type Page = { data: Line[]; next_cursor: string | null }

let cursor: string | null = null
do {
  const query = new URLSearchParams({ kind: 'spent', ...(cursor && { cursor }) })
  const response = await fetch(`${process.env.TOLLGATE_URL}/api/v1/usage?${query}`, {
    headers: { authorization: `Bearer ${process.env.TOLLGATE_API_KEY}` },
  })
  const page = (await response.json()) as Page
  for (const { time, operation, amount } of page.data) console.log(time, operation, amount)
  cursor = page.next_cursor
} while (cursor)
