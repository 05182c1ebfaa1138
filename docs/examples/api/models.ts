import OpenAI from 'openai'

const tollgate = new OpenAI({
  baseURL: `${process.env.TOLLGATE_URL}/api/v1`,
  apiKey: process.env.TOLLGATE_API_KEY,
})

for await (const model of tollgate.models.list()) console.log(model.id)
