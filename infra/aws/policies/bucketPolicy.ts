import { bucketArn, type Place } from "../place.ts";
import { type PolicyDocument, type PolicyStatement, policyDocument } from "./policyDocument.ts";

/** Services that may write logs into a folder of the bucket, each only on behalf of this account. */
export interface LogDelivery {
  readonly service: "delivery.logs.amazonaws.com" | "logging.s3.amazonaws.com";
  readonly prefix: string;
}

/** TLS 1.2 or better for everyone, no principal of another account, and the log deliveries asked for. */
export function bucketPolicy(place: Place, bucket: string, deliveries: readonly LogDelivery[] = []): PolicyDocument {
  const arn = bucketArn(place, bucket);
  const everything = { Effect: "Deny", Principal: "*", Action: ["s3:*"], Resource: [arn, `${arn}/*`] } as const;
  return policyDocument(
    { Sid: "DenyPlainHttp", ...everything, Condition: { Bool: { "aws:SecureTransport": "false" } } },
    { Sid: "DenyOldTls", ...everything, Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } } },
    {
      Sid: "DenyOtherAccounts",
      ...everything,
      Condition: {
        StringNotEquals: { "aws:PrincipalAccount": place.account },
        BoolIfExists: { "aws:PrincipalIsAWSService": "false" },
      },
    },
    ...deliveries.flatMap((delivery) => deliverLogs(place, arn, delivery)),
  );
}

function deliverLogs(place: Place, arn: string, { service, prefix }: LogDelivery): PolicyStatement[] {
  const sid = service === "delivery.logs.amazonaws.com" ? "FlowLogs" : "AccessLogs";
  const own = { StringEquals: { "aws:SourceAccount": place.account } };
  const grant = { Effect: "Allow", Principal: { Service: service }, Condition: own } as const;
  const write = { ...grant, Sid: `Write${sid}`, Action: ["s3:PutObject"], Resource: [`${arn}/${prefix}*`] };
  if (service === "logging.s3.amazonaws.com") return [write];
  return [write, { ...grant, Sid: `Check${sid}`, Action: ["s3:GetBucketAcl"], Resource: [arn] }];
}
