import {
  assertEncapMatrix,
  AssertionError,
  InconclusiveError,
  type Cluster,
  type EncapMatrixOptions,
  type LabEncapMatrix,
} from '@underlay/sdk'

/** The matrix of a lab, whatever its outcome; where it fails with the causes of the first pairs that do. */
export async function explainedMatrix(cluster: Cluster, options: EncapMatrixOptions): Promise<LabEncapMatrix> {
  try {
    return await assertEncapMatrix(cluster, options)
  } catch (error) {
    const isVerdict = error instanceof AssertionError || error instanceof InconclusiveError
    // The assertion's own verdict is a matrix.
    if (isVerdict && error.verdict !== undefined) return error.verdict as LabEncapMatrix
    throw error
  }
}
