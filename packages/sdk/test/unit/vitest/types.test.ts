import type { TappedCapture } from '@underlay/evidence'
import { expectTypeOf, test, type Assertion } from 'vitest'
import type { Capture } from '../../../src/capture/capture.ts'
import type { Cluster, Endpoint } from '../../../src/cluster/cluster.ts'
import type { CarriedQuestion, LabMatchers } from '../../../src/vitest/index.ts'

/** What `expect` gives for a value; tsc checks this file. */
type Given<T> = Assertion<void, T>

test('each matcher is for its own type', () => {
  expectTypeOf<Given<Endpoint>['toReach']>().toBeFunction()
  expectTypeOf<Given<Endpoint>['not']['toReach']>().toBeFunction()
  expectTypeOf<Given<Cluster>['toEncapsulateAsPredicted']>().toBeFunction()
  expectTypeOf<Given<Cluster>['toReach']>().toBeNever()
  expectTypeOf<Given<string>['toRoute']>().toBeNever()
  expectTypeOf<Given<Endpoint>['toEncapsulateAsPredicted']>().toBeNever()
})

test("a lab's capture takes endpoints, a file's addresses, anything else nothing", () => {
  expectTypeOf<CarriedQuestion<Capture>['from']>().toEqualTypeOf<Endpoint | string>()
  expectTypeOf<CarriedQuestion<TappedCapture>['from']>().toEqualTypeOf<string>()
  expectTypeOf<CarriedQuestion<string>>().toBeNever()
  expectTypeOf<Given<Capture>['toBeEncapsulated']>().parameter(0).toEqualTypeOf<'none' | 'ipip' | 'vxlan'>()
})

test('what asks a lab is awaited, what reads a capture is not', () => {
  expectTypeOf<LabMatchers<void, Capture>['toBeEncapsulated']>().returns.toEqualTypeOf<void>()
  expectTypeOf<LabMatchers<void, Endpoint>['toReach']>().returns.toEqualTypeOf<Promise<void>>()
  expectTypeOf<LabMatchers<void, Endpoint>['toRoute']>().returns.toEqualTypeOf<Promise<void>>()
})
