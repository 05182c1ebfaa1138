import type { TestProject } from 'vitest/node'
import { joinCluster } from './cluster'

declare module 'vitest' {
  export interface ProvidedContext {
    adminUrl: string
    template: string
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const cluster = await joinCluster()
  project.provide('adminUrl', cluster.adminUrl)
  project.provide('template', cluster.template)
  return cluster.leave
}
