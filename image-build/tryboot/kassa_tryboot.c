// SPDX-License-Identifier: GPL-2.0-only
/*
 * Asks the firmware of a Raspberry Pi for a trial: the next start, and only that one, takes the
 * partition under [tryboot] of autoboot.txt. The mainline kernel has no way to ask; this is one
 * file, /sys/firmware/kassa_tryboot/tryboot, that root writes 1 (or 0, to take it back) into and
 * reads the last answer from. On a machine without that firmware a write ends with ENODEV.
 */
#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/sysfs.h>
#include <soc/bcm2835/raspberrypi-firmware.h>

#define SET_REBOOT_FLAGS 0x00038064 /* a property of the mailbox */
#define FLAG_TRYBOOT 1u

static struct kobject *folder;
static bool asked;

static int ask(u32 flags)
{
	struct device_node *node = rpi_firmware_find_node();
	struct rpi_firmware *firmware;
	int outcome;

	if (!node)
		return -ENODEV;
	firmware = rpi_firmware_get(node);
	of_node_put(node);
	if (!firmware)
		return -ENODEV;
	outcome = rpi_firmware_property(firmware, SET_REBOOT_FLAGS, &flags, sizeof(flags));
	rpi_firmware_put(firmware);
	return outcome;
}

static ssize_t tryboot_show(struct kobject *of, struct kobj_attribute *file, char *out)
{
	return sysfs_emit(out, "%d\n", READ_ONCE(asked));
}

static ssize_t tryboot_store(struct kobject *of, struct kobj_attribute *file, const char *words,
			     size_t length)
{
	bool is_wanted;
	int outcome = kstrtobool(words, &is_wanted);

	if (!outcome)
		outcome = ask(is_wanted ? FLAG_TRYBOOT : 0);
	if (outcome)
		return outcome;
	WRITE_ONCE(asked, is_wanted);
	return length;
}

static struct kobj_attribute tryboot = __ATTR(tryboot, 0600, tryboot_show, tryboot_store);

static int __init begin(void)
{
	int outcome = -ENOMEM;

	folder = kobject_create_and_add("kassa_tryboot", firmware_kobj);
	if (folder)
		outcome = sysfs_create_file(folder, &tryboot.attr);
	if (outcome)
		kobject_put(folder);
	return outcome;
}

static void __exit end(void)
{
	kobject_put(folder);
}

module_init(begin);
module_exit(end);
MODULE_LICENSE("GPL");
MODULE_AUTHOR("Standlkassa");
MODULE_DESCRIPTION("A trial start of the other slot on a Raspberry Pi");
