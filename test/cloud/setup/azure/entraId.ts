import { randomUUID } from "node:crypto";

/** The service principal of the stand-in's tenant, as commands are told of it. */
export interface ServicePrincipal {
  readonly tenant: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** A refusal of Entra ID, in OAuth's form. */
export interface OAuthRefusal {
  readonly status: number;
  readonly error: string;
  readonly description: string;
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** Gives tokens to one service principal, and knows which of them still count. */
export class EntraId {
  readonly principal: ServicePrincipal;
  readonly #audiences = new Map<string, string>();
  /** Tokens given since the start. */
  given = 0;

  constructor(principal: ServicePrincipal) {
    this.principal = principal;
  }

  /** The answer to a request for a token. Source: Microsoft identity platform, OAuth 2.0 client credentials flow. */
  token(tenant: string, form: URLSearchParams): { readonly token: object } | { readonly refusal: OAuthRefusal } {
    const { principal } = this;
    if (tenant !== principal.tenant)
      return refused(400, "invalid_request", `AADSTS90002: Tenant '${tenant}' not found.`);
    if (form.get("grant_type") !== "client_credentials")
      return refused(400, "unsupported_grant_type", "AADSTS70003: The app requested an unsupported grant type.");
    if (form.get("client_id") !== principal.clientId)
      return refused(401, "unauthorized_client", "AADSTS700016: Application was not found in the directory.");
    if (form.get("client_secret") !== principal.clientSecret)
      return refused(401, "invalid_client", "AADSTS7000215: Invalid client secret provided.");
    const scope = (form.get("scope") ?? "").split(" ").find((each) => each.endsWith("/.default"));
    if (scope === undefined) return refused(400, "invalid_scope", "AADSTS1002012: The provided value is not valid.");
    const audience = scope.slice(0, -"/.default".length);
    const access_token = unsigned(audience, tenant);
    this.#audiences.set(access_token, audience);
    this.given += 1;
    return { token: { token_type: "Bearer", expires_in: 3599, ext_expires_in: 3599, access_token } };
  }

  /** From now on nobody's token counts any more, as an hour later. */
  expireAll(): void {
    for (const token of this.#audiences.keys()) this.#audiences.set(token, "expired");
  }

  /** Whether a bearer token is good for an audience, or was until its time was over. */
  counts(authorization: string | undefined, audience: string): boolean | "expired" {
    const given = this.audienceOf(authorization);
    return given === "expired" ? given : given === audience;
  }

  /** What a bearer token was given for; "expired" where its time is over, undefined where it is none of ours. */
  audienceOf(authorization: string | undefined): string | undefined {
    return this.#audiences.get(/^Bearer (.+)$/.exec(authorization ?? "")?.[1] ?? "");
  }
}

/** What MSAL asks before it asks for a token. Source: OpenID Connect Discovery 1.0. */
export function openIdConfiguration(tenant: string): object {
  const login = "https://login.microsoftonline.com";
  return {
    issuer: `${login}/${tenant}/v2.0`,
    authorization_endpoint: `${login}/${tenant}/oauth2/v2.0/authorize`,
    token_endpoint: `${login}/${tenant}/oauth2/v2.0/token`,
    jwks_uri: `${login}/${tenant}/discovery/v2.0/keys`,
    end_session_endpoint: `${login}/${tenant}/oauth2/v2.0/logout`,
  };
}

/** A token in the form of Entra ID's, with the claims that Azurite reads. */
function unsigned(aud: string, tenant: string): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = { aud, iss: `https://sts.windows.net/${tenant}/`, iat: now, nbf: now, exp: now + 3600 };
  return [part({ alg: "none", typ: "JWT" }), part({ ...claims, uti: randomUUID() }), ""].join(".");
}

const refused = (status: number, error: string, description: string): { readonly refusal: OAuthRefusal } => ({
  refusal: { status, error, description },
});
