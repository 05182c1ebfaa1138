const response = await fetch(`${process.env.TOLLGATE_URL}/api/v1/balance`, {
  headers: { authorization: `Bearer ${process.env.TOLLGATE_API_KEY}` },
})
const { available } = (await response.json()) as { available: number }

console.log(`${available / 1_000_000} credits`)
