import { writeFile } from 'node:fs/promises'
import OpenAI from 'openai'

const tollgate = new OpenAI({
  baseURL: `${process.env.TOLLGATE_URL}/api/v1`,
  apiKey: process.env.TOLLGATE_API_KEY,
})

const { data } = await tollgate.images.generate({
  prompt: 'A lighthouse at dusk, as a woodcut',
  size: '1024x1024',
})

await writeFile('lighthouse.png', Buffer.from(data?.[0]?.b64_json ?? '', 'base64'))
