import Ajv2020 from 'ajv/dist/2020'
import { expect } from 'vitest'
import { openApiDocument } from '@/lib/api/openapi'

type Media = Record<string, { schema: { $ref: string } }>
type Described = { responses: Record<string, { content: Media }> }

/** What an answer must look like, by the published document alone. */
export function publishedSchemas() {
  const document = openApiDocument()
  // The document is more than a schema; formats are also patterns in it.
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true })
  ajv.addSchema(document, 'openapi')

  const expectValid = (ref: string, value: unknown) => {
    const validate = ajv.getSchema(`openapi${ref}`)
    if (!validate) throw new Error(`the document has no ${ref}`)
    expect(validate(value) ? [] : validate.errors).toEqual([])
  }

  return {
    document,
    /** The body of a response fits what is said of its method, path and status. */
    async expectDocumented(method: string, path: string, response: Response): Promise<void> {
      const paths = document.paths as Record<string, Record<string, Described>>
      const described = paths[path]?.[method.toLowerCase()]?.responses[response.status]
      if (!described) throw new Error(`${method} ${path} ${response.status} is not documented`)
      const type = response.headers.get('content-type')!.split(';')[0]!
      const ref = described.content[type]?.schema.$ref
      if (!ref) throw new Error(`${method} ${path} ${response.status} has no ${type}`)
      const text = await response.text()
      if (type === 'application/json') return expectValid(ref, JSON.parse(text))
      const events = text.trimEnd().split('\n\n')
      expect(events.pop()).toBe('data: [DONE]')
      for (const event of events) expectValid(ref, JSON.parse(event.slice('data: '.length)))
    },
  }
}
