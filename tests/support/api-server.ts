import { callApi } from '@/tests/support/api'
import { served, type Served } from '@/tests/support/serve'

/** The API's routes, listening in this process: what clients talk to that are not of this repository. */
export const apiServer = (): Promise<Served> => served(callApi)
