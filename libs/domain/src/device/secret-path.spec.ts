import { isSecretPath } from './secret-path.ts';

test.each([
  'InternetGatewayDevice.ManagementServer.Password',
  'InternetGatewayDevice.ManagementServer.ConnectionRequestPassword',
  'InternetGatewayDevice.ManagementServer.STUNPassword',
  'InternetGatewayDevice.LANDevice.1.WLANConfiguration.1.PreSharedKey.1.PreSharedKey',
  'InternetGatewayDevice.LANDevice.1.WLANConfiguration.1.PreSharedKey.1.KeyPassphrase',
  'InternetGatewayDevice.LANDevice.1.WLANConfiguration.1.WEPKey.1.WEPKey',
  'InternetGatewayDevice.WANDevice.1.WANConnectionDevice.1.WANPPPConnection.1.Password',
  'Device.WiFi.AccessPoint.1.Security.KeyPassphrase',
  'Device.WiFi.AccessPoint.1.Security.SAEPassphrase',
  'Device.WiFi.AccessPoint.1.Security.RadiusSecret',
  'Device.WiFi.AccessPoint.1.WPS.PIN',
  'Device.IEEE8021x.Supplicant.1.EAPMD5.SharedSecret',
  'Device.Services.VoiceService.1.VoiceProfile.1.Line.1.SIP.AuthPassword',
  'Device.X_ACME_SNMP.ROCommunity',
  'Device.Users.User.1.PASSWORD',
  'Device.X_ACME_Wifi.PSK',
  'Device.X_ACME_Web.AdminPasswd',
  'Device.X_ACME_Web.UserPwd',
  'Device.X_ACME_Cloud.AccessToken',
])('%s is secret', (path) => {
  expect(isSecretPath(path)).toBe(true);
});

test.each([
  'Device.WiFi.SSID.1.SSID',
  'Device.DeviceInfo.SoftwareVersion',
  'InternetGatewayDevice.LANDevice.1.WLANConfiguration.1.WEPKeyIndex',
  'Device.ManagementServer.ParameterKey',
  'Device.ManagementServer.Username',
  'Device.Password.Policy',
  'Device.IP.Diagnostics.IPPing.Host',
])('%s is not', (path) => {
  expect(isSecretPath(path)).toBe(false);
});
